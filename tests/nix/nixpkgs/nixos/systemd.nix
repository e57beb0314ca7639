# systemd's units with the attributes that others define, override and read.
{ lib, ... }:
let
  inherit (lib) mkOption types;
  list = mkOption {
    type = types.listOf types.str;
    default = [ ];
  };
  anything = mkOption {
    type = types.attrsOf types.anything;
    default = { };
  };
  text = mkOption {
    type = types.lines;
    default = "";
  };
  unit = {
    enable = mkOption {
      type = types.bool;
      default = true;
    };
    description = mkOption {
      type = types.str;
      default = "";
    };
    after = list;
    before = list;
    bindsTo = list;
    onFailure = list;
    partOf = list;
    requiredBy = list;
    requires = list;
    requisite = list;
    wantedBy = list;
    wants = list;
    unitConfig = anything;
  };
  units =
    more:
    mkOption {
      default = { };
      type = types.attrsOf (types.submodule { options = unit // more; });
    };
in
{
  options.systemd = {
    services = units {
      environment = anything;
      path = mkOption {
        type = types.listOf types.unspecified;
        default = [ ];
      };
      script = text;
      preStart = text;
      preStop = text;
      postStart = text;
      postStop = text;
      restartTriggers = mkOption {
        type = types.listOf types.unspecified;
        default = [ ];
      };
      startAt = mkOption {
        type = types.coercedTo types.str lib.singleton (types.listOf types.str);
        default = [ ];
      };
      serviceConfig = anything;
      stopIfChanged = mkOption {
        type = types.bool;
        default = true;
      };
      restartIfChanged = mkOption {
        type = types.bool;
        default = true;
      };
    };
    timers = units { timerConfig = anything; };
    paths = units { pathConfig = anything; };
    sockets = units {
      socketConfig = anything;
      listenStreams = anything;
    };
    tmpfiles.rules = list;
    tmpfiles.settings = anything;
  };
}
