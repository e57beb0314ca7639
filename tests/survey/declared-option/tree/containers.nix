{ lib, ... }:
let
  inherit (lib) mkOption types;
in
{
  options = {
    virtualisation.oci-containers.containers = mkOption {
      type = types.attrsOf (
        types.submodule {
          capabilities.ALL = lib.mkDefault false;
        }
      );
    };
  };
}
