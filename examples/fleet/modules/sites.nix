# Public names of what listens on localhost: Caddy ends TLS, and does not care whether podman or K3s answers.
{ config, lib, ... }:
let
  cfg = config.fleet.sites;
in
{
  options.fleet.sites = lib.mkOption {
    type = lib.types.attrsOf lib.types.port;
    default = { };
    example = {
      "media.example.org" = 8096;
    };
    description = "Host names that Caddy serves, each with the port on 127.0.0.1 that answers.";
  };

  config = lib.mkIf (cfg != { }) {
    services.caddy = {
      enable = true;
      virtualHosts = lib.mapAttrs (_: port: {
        extraConfig = "reverse_proxy 127.0.0.1:${toString port}";
      }) cfg;
    };

    networking.firewall.allowedTCPPorts = [
      80
      443
    ];
    networking.firewall.allowedUDPPorts = [ 443 ];
  };
}
