{ lib, ... }:
{
  options.virtualisation.oci-containers = lib.mkOption {
    type = lib.types.attrs;
  };
  config.virtualisation.oci-containers.containers.defined.image = "docker.io/library/defined:1";
}
