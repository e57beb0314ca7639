{ lib, ... }:
{
  virtualisation.oci-containers.containers = lib.mkMerge [
    {
      mkmerge.image = "mkmerge:1";
    }
    (lib.mkIf true { mkmerge.ports = [ "80:80" ]; })
    (lib.mkIf false { mkmerge.ports = [ "81:81" ]; })
  ];
}
