# What modules define and read of a host, beside containers, units and K3s.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  list =
    type:
    mkOption {
      type = types.listOf type;
      default = [ ];
    };
  anything = mkOption {
    type = types.attrsOf types.anything;
    default = { };
  };
  word =
    default:
    mkOption {
      type = types.str;
      inherit default;
    };
  switch =
    default:
    mkOption {
      type = types.bool;
      inherit default;
    };
  failed = map (each: each.message) (lib.filter (each: !each.assertion) config.assertions);
in
{
  options = {
    assertions = list types.unspecified;
    warnings = list types.str;
    environment = {
      etc = anything;
      systemPackages = list types.package;
    };
    fileSystems = mkOption {
      default = { };
      type = types.attrsOf (
        types.submodule (
          { name, ... }:
          {
            options = {
              mountPoint = word name;
              device = word "";
              fsType = word "auto";
              options = mkOption {
                type = types.listOf types.str;
                default = [ "defaults" ];
              };
            };
          }
        )
      );
    };
    networking = {
      hostName = word "nixos";
      nameservers = list types.str;
      proxy.envVars = anything;
      firewall = {
        enable = switch true;
        allowedTCPPorts = list types.port;
        allowedUDPPorts = list types.port;
        trustedInterfaces = list types.str;
        interfaces = mkOption {
          default = { };
          type = types.attrsOf (types.submodule { options.allowedTCPPorts = list types.port; });
        };
      };
    };
    nixpkgs.hostPlatform = word "x86_64-linux";
    services.caddy = {
      enable = switch false;
      virtualHosts = anything;
    };
    specialisation = mkOption {
      default = { };
      type = types.attrsOf (
        types.submodule { options.configuration = mkOption { type = types.deferredModule; }; }
      );
    };
    system = {
      stateVersion = word "25.05";
      build = anything;
    };
    virtualisation.docker.autoPrune = {
      enable = switch false;
      flags = list types.str;
    };
    virtualisation.podman = {
      enable = switch false;
      autoPrune = {
        enable = switch false;
        flags = list types.str;
      };
      package = mkOption {
        type = types.package;
        default = pkgs.podman;
      };
      defaultNetwork.settings = anything;
    };
  };

  # As NixOS: a host with a failed assertion cannot be built, and the message says why.
  config.system.build.toplevel =
    if failed != [ ] then
      throw "\nFailed assertions:\n${lib.concatMapStrings (message: "- ${message}\n") failed}"
    else
      lib.showWarnings config.warnings (
        pkgs.runCommand "nixos-system-${config.networking.hostName}" {
          units = builtins.toJSON (
            lib.mapAttrs (_: unit: {
              inherit (unit) enable script;
            }) config.systemd.services
          );
          passAsFile = [ "units" ];
        } "cp $unitsPath $out"
      );
}
