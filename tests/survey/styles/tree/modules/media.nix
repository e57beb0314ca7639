{ lib, ... }:
let
  servarr = name: { image = "lscr.io/linuxserver/${name}"; };
in
{
  config = lib.mkMerge [
    {
      virtualisation.oci-containers.containers.vpn = {
        image = "docker.io/qmcgaw/gluetun:v3";
        networks = [ "media" ];
      };
    }
    (lib.mkIf true {
      virtualisation.oci-containers.containers.torrent = {
        image = "docker.io/library/torrent:1";
        extraOptions = lib.optionals true [ "--network=container:vpn" ];
      };
    })
  ];
  virtualisation.oci-containers.containers.torrent.dependsOn = [ "vpn" ];
  virtualisation.oci-containers.containers.sonarr = servarr "sonarr";
  virtualisation.oci-containers.containers."${"x"}-y".image = "docker.io/library/y:1";
}
