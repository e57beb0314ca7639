{ config, lib, ... }:
let
  cfg = config.services.fleet;
  vpn = cfg.vpn;
in
{
  virtualisation.oci-containers.containers = {
    flag = {
      image = "docker.io/library/flag:1";
      extraOptions = [ "--network=container:${vpn}" ];
      dependsOn = [ vpn ];
    };
    next = {
      image = "docker.io/library/next:1";
      extraOptions = [
        "--net"
        "container:${vpn}"
        "--label=traefik.http.routers.${cfg.name}.tls=true"
      ];
      dependsOn = [ "${vpn}" ];
    };
    mode = {
      image = "docker.io/library/mode:1";
      extraOptions = [ "--network=${cfg.mode}" ];
      dependsOn = lib.attrNames cfg.databases;
    };
    joined = {
      image = "docker.io/library/joined:1";
      networks = [
        "lan"
        "${cfg.name}-net"
        cfg.network
      ];
    };
    known = {
      image = "docker.io/library/known:1";
      networks = [ "bridge:ip=${cfg.address}" ];
    };
    unknown = {
      image = "docker.io/library/unknown:1";
      extraOptions = [
        "--memory=1g"
        cfg.one
        "${cfg.flag}=x"
      ]
      ++ cfg.more;
    };
  };
}
