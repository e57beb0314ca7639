{ config, lib, ... }:
let
  cfg = config.services.fleet;
in
{
  virtualisation.oci-containers = lib.mkMerge (
    [
      { containers.listed.image = "docker.io/library/listed:1"; }
    ]
    ++ cfg.more
  );
}
