{
  imports = [ ./modules ];
  networking.hostName = "storage";
  networking.firewall.enable = false;
  services.k3s.enable = true;
  services.k3sMigrate.enable = true;
  virtualisation.oci-containers.containers.web.image = "docker.io/library/web:1";
}
