# Says from outside when something in the house does not answer.
{
  virtualisation.oci-containers.containers = {
    gatus = {
      image = "ghcr.io/twin/gatus:v5.14.0";
      environment.GATUS_CONFIG_PATH = "/config";
      environmentFiles = [ "/run/secrets/rendered/gatus.env" ];
      networks = [ "status" ];
      ports = [ "127.0.0.1:8081:8080" ];
      volumes = [ "/srv/gatus:/config:ro" ];
    };

    ntfy = {
      image = "docker.io/binwiederhier/ntfy:v2.11.0";
      cmd = [ "serve" ];
      environment = {
        NTFY_BASE_URL = "https://push.example.org";
        NTFY_BEHIND_PROXY = "true";
      };
      networks = [ "status" ];
      ports = [ "127.0.0.1:2586:80" ];
      user = "1000:100";
      volumes = [
        "/srv/ntfy/cache:/var/cache/ntfy"
        "/srv/ntfy/etc:/etc/ntfy"
      ];
    };
  };
}
