# Films and series: one user, one folder, one function for what is alike.
let
  library = "/mnt/storage/media";

  # Containers of linuxserver.io: the same user, a folder below /srv, the library.
  servarr = name: image: port: {
    inherit image;
    environment = {
      PGID = "100";
      PUID = "1000";
      TZ = "Europe/Berlin";
    };
    ports = [ "127.0.0.1:${toString port}:${toString port}" ];
    volumes = [
      "/srv/${name}:/config"
      "${library}:/media"
    ];
  };
in
{
  virtualisation.oci-containers.containers = {
    jellyfin = {
      image = "docker.io/jellyfin/jellyfin:10.10.3";
      environment.JELLYFIN_PublishedServerUrl = "https://media.example.org";
      # Decodes on the graphics card.
      devices = [ "/dev/dri:/dev/dri" ];
      labels."io.containers.autoupdate" = "registry";
      ports = [
        "8096:8096"
        # Devices of the house look for servers by broadcast.
        "7359:7359/udp"
      ];
      user = "1000:100";
      volumes = [
        "/srv/jellyfin:/config"
        "${library}:/media:ro"
        "/etc/localtime:/etc/localtime:ro"
      ];
    };

    radarr = servarr "radarr" "lscr.io/linuxserver/radarr:5.16.3" 7878;
    sonarr = servarr "sonarr" "lscr.io/linuxserver/sonarr:4.0.11" 8989;
  };

  # The disk is `nofail`: without it podman would start on an empty folder.
  systemd.services = {
    podman-jellyfin.unitConfig.RequiresMountsFor = [ library ];
    podman-radarr.unitConfig.RequiresMountsFor = [ library ];
    podman-sonarr.unitConfig.RequiresMountsFor = [ library ];
  };
}
