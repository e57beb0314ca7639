# services.k3s as far as a module of ours defines or reads it.
{ lib, pkgs, ... }:
let
  inherit (lib) mkOption types;
  word = mkOption {
    type = types.str;
    default = "";
  };
  file = mkOption {
    type = types.nullOr types.path;
    default = null;
  };
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
in
{
  options.services.k3s = {
    enable = lib.mkEnableOption "k3s";
    package = mkOption {
      type = types.package;
      default = pkgs.k3s;
    };
    role = mkOption {
      type = types.enum [
        "server"
        "agent"
      ];
      default = "server";
    };
    serverAddr = word;
    token = word;
    tokenFile = file;
    configPath = file;
    environmentFile = file;
    disable = list types.str;
    extraFlags = mkOption {
      type = types.either types.str (types.listOf types.str);
      default = [ ];
    };
    nodeName = mkOption {
      type = types.nullOr types.str;
      default = null;
    };
    images = list types.package;
    manifests = anything;
    extraKubeletConfig = anything;
    gracefulNodeShutdown = anything;
  };
}
