# Home automation, and the page that links everything.
{
  virtualisation.oci-containers.containers = {
    home-assistant = {
      image = "ghcr.io/home-assistant/home-assistant:2024.12.5";
      environment.TZ = "Europe/Berlin";
      devices = [ "/dev/serial/by-id/usb-zigbee-stick:/dev/ttyUSB0" ];
      volumes = [ "/srv/home-assistant:/config" ];
      extraOptions = [ "--network=host" ];
    };

    homepage = {
      image = "ghcr.io/gethomepage/homepage:v0.10.9";
      environment = {
        HOMEPAGE_ALLOWED_HOSTS = "home.example.org";
        HOMEPAGE_VAR_GREETING = "costs $5 (or $(less))";
      };
      ports = [ "127.0.0.1:3002:3000" ];
      volumes = [ "/srv/homepage:/app/config" ];
      extraOptions = [
        "--read-only"
        "--tmpfs=/app/cache:size=64m"
        "--security-opt=no-new-privileges"
      ];
    };
  };
}
