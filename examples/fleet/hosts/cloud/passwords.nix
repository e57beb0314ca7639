# The one service that everything else depends on stays with podman for now: it moves last.
{
  virtualisation.oci-containers.containers.vaultwarden = {
    image = "docker.io/vaultwarden/server:1.32.7";
    environment = {
      DOMAIN = "https://passwords.example.org";
      SIGNUPS_ALLOWED = "false";
    };
    # As sops-nix writes it: `config.sops.templates."vaultwarden.env".path`.
    environmentFiles = [ "/run/secrets/rendered/vaultwarden.env" ];
    ports = [ "127.0.0.1:8222:80" ];
    volumes = [ "vaultwarden:/data" ];
  };
}
