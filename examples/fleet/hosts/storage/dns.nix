# The resolver of the house, on the address that DHCP hands out.
{
  virtualisation.oci-containers.containers.adguard = {
    image = "docker.io/adguard/adguardhome:v0.107.52";
    ports = [
      "192.168.1.2:53:53/tcp"
      "192.168.1.2:53:53/udp"
      "127.0.0.1:3000:3000"
    ];
    volumes = [
      "/srv/adguard/work:/opt/adguardhome/work"
      "/srv/adguard/conf:/opt/adguardhome/conf"
    ];
    # Its DHCP server answers broadcasts.
    capabilities.NET_RAW = true;
  };

  # The host asks the resolver of the router, not a container that may not run yet.
  networking.nameservers = [ "192.168.1.1" ];
}
