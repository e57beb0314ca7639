# A VPN, and what may only speak through it: qbittorrent has no network but that of `vpn`.
{
  virtualisation.oci-containers.containers = {
    vpn = {
      image = "docker.io/qmcgaw/gluetun:v3.39.1";
      capabilities.NET_ADMIN = true;
      devices = [ "/dev/net/tun:/dev/net/tun" ];
      environment = {
        # The LAN, and the Pods and Services of K3s: without them nothing inside the cluster gets an answer.
        FIREWALL_OUTBOUND_SUBNETS = "192.168.1.0/24,10.42.0.0/16,10.43.0.0/16";
        VPN_SERVICE_PROVIDER = "custom";
        VPN_TYPE = "wireguard";
      };
      environmentFiles = [ "/run/agenix/vpn.env" ];
      # qbittorrent's web interface: who owns the network publishes its ports.
      ports = [ "127.0.0.1:8080:8080" ];
    };

    qbittorrent = {
      image = "lscr.io/linuxserver/qbittorrent:5.0.3";
      dependsOn = [ "vpn" ];
      environment = {
        PGID = "100";
        PUID = "1000";
        WEBUI_PORT = "8080";
      };
      volumes = [
        "/srv/qbittorrent:/config"
        "/mnt/storage/media/downloads:/downloads"
      ];
      extraOptions = [ "--network=container:vpn" ];
    };
  };
}
