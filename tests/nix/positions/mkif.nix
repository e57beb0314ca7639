{ lib, ... }:
{
  config = lib.mkIf true {
    virtualisation.oci-containers.containers.mkif = lib.mkIf true {
      image = "mkif:1";
      ports = lib.mkIf true [ "80:80" ];
    };
  };
}
