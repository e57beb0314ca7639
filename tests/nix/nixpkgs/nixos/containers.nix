# virtualisation.oci-containers: options, and the unit that NixOS makes of a container.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.virtualisation.oci-containers;

  of = type: default: mkOption { inherit type default; };
  words = of (types.listOf types.str) [ ];
  pairs = of (types.attrsOf types.str) { };
  maybe = type: of (types.nullOr type) null;

  container =
    { name, ... }:
    {
      config.podman = lib.mkIf (cfg.backend == "podman") { };
      options = {
        image = mkOption { type = types.str; };
        imageFile = maybe types.package;
        imageStream = maybe types.package;
        serviceName = of types.str "${cfg.backend}-${name}";
        login = {
          username = maybe types.str;
          passwordFile = maybe types.str;
          registry = maybe types.str;
        };
        cmd = words;
        entrypoint = maybe types.str;
        environment = pairs;
        environmentFiles = of (types.listOf types.path) [ ];
        labels = pairs;
        log-driver = of types.str "journald";
        ports = words;
        user = maybe types.str;
        volumes = words;
        workdir = maybe types.str;
        dependsOn = words;
        hostname = maybe types.str;
        preRunExtraOptions = words;
        extraOptions = words;
        autoStart = of types.bool true;
        podman = maybe (
          types.submodule {
            options = {
              sdnotify = of (types.enum [
                "conmon"
                "healthy"
                "container"
              ]) "conmon";
              user = of types.str "root";
            };
          }
        );
        pull = of (types.enum [
          "always"
          "missing"
          "never"
          "newer"
        ]) "missing";
        capabilities = of (types.lazyAttrsOf (types.nullOr types.bool)) { };
        devices = words;
        privileged = of types.bool false;
        autoRemoveOnStop = of types.bool true;
        networks = words;
      };
    };

  flag = name: value: [ "${name}=${value}" ];
  each = name: lib.concatMap (value: [ (name + lib.escapeShellArg value) ]);
  given = name: value: lib.optionals (value != null) (flag name (lib.escapeShellArg value));
  capabilities =
    name: wanted: c:
    each "--cap-${name}=" (lib.attrNames (lib.filterAttrs (_: value: value == wanted) c.capabilities));

  unit =
    name: c:
    let
      needed = map (other: "${cfg.containers.${other}.serviceName}.service") c.dependsOn;
      quoted = lib.escapeShellArg name;
    in
    {
      wantedBy = lib.optional c.autoStart "multi-user.target";
      wants = [ "network-online.target" ];
      after = [ "network-online.target" ] ++ needed;
      requires = needed;
      environment = config.networking.proxy.envVars;
      path = [ config.virtualisation.podman.package ];
      script = lib.concatStringsSep " \\\n  " (
        [
          "exec ${cfg.backend}"
        ]
        ++ map lib.escapeShellArg c.preRunExtraOptions
        ++ [ "run" ]
        ++ flag "--name" quoted
        ++ flag "--log-driver" c.log-driver
        ++ given "--entrypoint" c.entrypoint
        ++ given "--hostname" c.hostname
        ++ [
          "--cidfile=/run/${quoted}/ctr-id"
          "--cgroups=enabled"
          "--sdnotify=${c.podman.sdnotify}"
          "-d"
          "--replace"
        ]
        ++ lib.mapAttrsToList (
          key: value: "-e ${lib.escapeShellArg key}=${lib.escapeShellArg value}"
        ) c.environment
        ++ map (path: "--env-file ${lib.escapeShellArg (toString path)}") c.environmentFiles
        ++ each "-p " c.ports
        ++ lib.optional (c.user != null) "-u ${lib.escapeShellArg c.user}"
        ++ each "-v " c.volumes
        ++ lib.mapAttrsToList (
          key: value: "-l ${lib.escapeShellArg key}=${lib.escapeShellArg value}"
        ) c.labels
        ++ lib.optional (c.workdir != null) "-w ${lib.escapeShellArg c.workdir}"
        ++ lib.optional c.privileged "--privileged"
        ++ lib.optional c.autoRemoveOnStop "--rm"
        ++ capabilities "add" true c
        ++ capabilities "drop" false c
        ++ each "--device=" c.devices
        ++ each "--network=" (lib.unique c.networks)
        ++ [ "--pull ${c.pull}" ]
        ++ map lib.escapeShellArg c.extraOptions
        ++ [ c.image ]
        ++ map lib.escapeShellArg c.cmd
      );
      preStop = "podman stop --ignore --cidfile=/run/${quoted}/ctr-id";
      postStop = "podman rm -f --ignore --cidfile=/run/${quoted}/ctr-id";
      serviceConfig = {
        ExecStartPre = [ "${pkgs.preStart}/bin/pre-start" ];
        TimeoutStartSec = 0;
        TimeoutStopSec = 120;
        Restart = "always";
        Environment = "PODMAN_SYSTEMD_UNIT=%n";
        Type = "notify";
        NotifyAccess = "all";
        User = c.podman.user;
        RuntimeDirectory = quoted;
      };
    };
in
{
  options.virtualisation.oci-containers = {
    backend = of (types.enum [
      "podman"
      "docker"
    ]) "podman";
    containers = of (types.attrsOf (types.submodule container)) { };
  };

  config = lib.mkIf (cfg.containers != { }) {
    systemd.services = lib.mapAttrs' (
      name: c: lib.nameValuePair c.serviceName (unit name c)
    ) cfg.containers;
    virtualisation.podman.enable = true;
  };
}
