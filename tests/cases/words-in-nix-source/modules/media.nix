{ lib, config, ... }:
let
  common = [ "--log-opt=max-size=10m" ];
in
{
  virtualisation.oci-containers.containers = lib.mkIf config.services.web.enable {
    web = {
      ports = [ "80800:80" ];
      volumes = [ "${config.services.web.root}/html:/html:oi" ];
      extraOptions = common ++ [
        # more for the cache
        "--memroy=1g"
      ];
    };
  };
}
