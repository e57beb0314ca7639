{ lib, mkContainersOption, ... }:
let
  declared = {
    virtualisation.oci-containers.containers = lib.mkOption { default = { }; };
  };
in
{
  options = lib.recursiveUpdate declared {
    virtualisation = {
      oci-containers = {
        backend = lib.mkOption { default = "podman"; };
        containers = mkContainersOption { };
        inherit (lib) networks;
      };
    };
  };
  config = {
    virtualisation.oci-containers.containers = lib.mkIf true {
      options.image = "docker.io/library/options:1";
    };
  };
}
