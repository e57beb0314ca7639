# What would not work on the host, reported while it is built.
{ config, lib, ... }:
let
  cfg = config.services.k3sMigrate;
  inherit (config.services) k3s;
  inherit (config.virtualisation.oci-containers) containers;
  prune = config.virtualisation.podman.autoPrune or { };

  isMoved = name: containers ? ${name} && containers.${name}.k3s.enable;
  moved = lib.filterAttrs (_: container: container.k3s.enable) containers;
  kept = lib.filterAttrs (_: container: !container.k3s.enable) containers;
  at = name: "virtualisation.oci-containers.containers.${name}";

  assertion = holds: message: {
    assertion = holds;
    message = "services.k3sMigrate: ${message}";
  };
  unknown = lib.filter (name: !containers ? ${name}) (
    lib.optionals (cfg.containers != "all") cfg.containers
  );

  # The container whose network another one uses: `--network=container:NAME` in one word or two.
  owner =
    container:
    let
      words = container.extraOptions ++ map (network: "--network=${network}") container.networks;
      found = lib.concatMap (
        word:
        let
          m = builtins.match "(--net(work)?=)?container:(.+)" word;
        in
        lib.optional (m != null) (lib.elemAt m 2)
      ) words;
    in
    lib.findFirst (name: containers ? ${name}) null found;
  parted = lib.filterAttrs (
    name: container: owner container != null && isMoved name != isMoved (owner container)
  ) containers;

  # Other units that need the unit of a moved container, which is masked.
  masked = map (container: "${container.serviceName}.service") (lib.attrValues moved);
  ours = map (container: container.serviceName) (lib.attrValues containers);
  # For `dependsOn` there is an assertion below.
  dependsOn = lib.mapAttrs' (
    _: container:
    lib.nameValuePair container.serviceName (
      map (needed: "${containers.${needed}.serviceName}.service") container.dependsOn
    )
  ) kept;
  stranded = lib.filterAttrs (_: needed: needed != [ ]) (
    lib.mapAttrs (
      name: unit:
      lib.optionals unit.enable (
        lib.subtractLists (dependsOn.${name} or [ ]) (
          lib.intersectLists masked (unit.requires ++ unit.bindsTo ++ unit.requisite)
        )
      )
    ) (removeAttrs config.systemd.services [ "k3s-migrate" ])
  );

  # Other scripts and commands that restart, update or enter what podman no longer runs.
  callers = lib.filterAttrs (_: names: names != [ ]) (
    lib.mapAttrs (
      _: texts:
      lib.filter (
        container: lib.any (text: calls container moved.${container}.serviceName (toString text)) texts
      ) (lib.attrNames moved)
    ) (scripts // hooks)
  );
  scripts = lib.mapAttrs' (
    name: unit:
    lib.nameValuePair "the script of systemd.services.${name}" (
      [
        unit.script
        unit.preStart
        unit.postStart
      ]
      ++ lib.toList (unit.serviceConfig.ExecStart or [ ])
    )
  ) (removeAttrs config.systemd.services (ours ++ [ "k3s-migrate" ]));
  # NixOS writes these into files, which no unit shows.
  hooks =
    let
      of =
        option: names: set:
        lib.mapAttrs' (
          name: job:
          lib.nameValuePair "a command of ${option}.${name}" (
            lib.filter (text: text != null) (map (hook: job.${hook} or null) names)
          )
        ) set;
    in
    of "services.restic.backups" [
      "backupPrepareCommand"
      "backupCleanupCommand"
      "dynamicFilesFrom"
    ] (config.services.restic.backups or { })
    // of "services.borgbackup.jobs" [
      "dumpCommand"
      "postCreate"
      "postHook"
      "preHook"
    ] (config.services.borgbackup.jobs or { });
  # The name of the unit anywhere, or the container's name on a line that calls podman for it; a network or a
  # volume may also have that name.
  calls =
    container: unit: text:
    says unit text
    || lib.any (
      line:
      lib.isString line
      && says container line
      && says config.virtualisation.oci-containers.backend line
      && lib.any (verb: says verb line) verbs
      && !(says "network" line || says "volume" line)
    ) (builtins.split "\n" text);
  verbs = [
    "cp"
    "exec"
    "kill"
    "logs"
    "pause"
    "restart"
    "rm"
    "start"
    "stop"
    "unpause"
  ];
  # Whether a text has the name as a word: `podman-web` is not a word of `podman-webdav`.
  says =
    name: text:
    lib.length (builtins.split "(^|[^A-Za-z0-9_-])${lib.escapeRegex name}($|[^A-Za-z0-9_-])" text) > 1;

  # Timers that start a unit that is masked: each time, systemd calls that a failure.
  timers = lib.filterAttrs (_: unit: lib.elem unit masked) (
    lib.mapAttrs (name: timer: timer.timerConfig.Unit or "${name}.service") (
      lib.filterAttrs (_: timer: timer.enable) config.systemd.timers
    )
  );

  disabled = (import ../nix/disabled.nix { inherit lib; } k3s).parts;

  # Files that agenix and sops-nix make on a host.
  secretsOf =
    host:
    map (secret: secret.path) (
      lib.concatMap lib.attrValues [
        (host.config.age.secrets or { })
        (host.config.sops.secrets or { })
        (host.config.sops.templates or { })
      ]
    );
  # Files from which a container's Secrets are made.
  sources =
    container:
    map toString container.environmentFiles
    ++ lib.optional (container.login.passwordFile != null) container.login.passwordFile
    ++ map (word: lib.last (lib.splitString "=" word)) container.extraOptions;
  # Secrets of an agent's containers are made here: a file that only the agent has is missing.
  elsewhere = lib.filterAttrs (_: paths: paths != [ ]) (
    lib.mapAttrs (
      _: host:
      let
        theirs = lib.filterAttrs (
          _: container: container.k3s.enable
        ) host.config.virtualisation.oci-containers.containers;
      in
      lib.unique (
        lib.subtractLists (secretsOf { inherit config; }) (
          lib.intersectLists (lib.concatMap sources (lib.attrValues theirs)) (secretsOf host)
        )
      )
    ) cfg.hosts
  );

  # Host ports 80 and 443, which Traefik takes through servicelb.
  web = lib.filterAttrs (
    _: container: lib.any (port: builtins.match "([^:]*:)?(80|443):[^:]+" port != null) container.ports
  ) moved;
in
{
  config = lib.mkIf cfg.enable {
    assertions = [
      (assertion k3s.enable "K3s does not run here; set `services.k3s.enable = true`")
      (assertion (!lib.versionOlder (k3s.package.version or "1.34") "1.34")
        "`services.k3s.package` is ${k3s.package.version or ""}, and manifests are written for 1.34 and later; set `services.k3s.package` to a newer one"
      )
      (assertion (unknown == [ ])
        "`containers` names ${lib.concatStringsSep ", " unknown}, and `virtualisation.oci-containers.containers` has no such container"
      )
      (assertion (
        cfg.hosts == { } || k3s.role == "server"
      ) "`hosts` is for the server of the cluster, and this host is an agent; set it there")
      (assertion (!lib.any (lib.hasPrefix "k3s-migrate") disabled)
        "`services.k3s.disable` or `extraFlags` names files of k3s-migrate, which K3s would delete; take them out of it"
      )
      (assertion (!((prune.enable or false) && lib.elem "--volumes" (prune.flags or [ ])))
        "`virtualisation.podman.autoPrune.flags` has `--volumes`, and for podman the volumes of moved containers are unused: it would delete their data; take it out"
      )
    ]
    ++ lib.concatLists (
      lib.mapAttrsToList (
        name: container:
        map (
          needed:
          assertion (!isMoved needed)
            "`${name}` stays with podman and depends on `${needed}`, which moves and whose unit is masked; set `${at name}.k3s.enable = true`, or `${at needed}.k3s.enable = false`"
        ) container.dependsOn
      ) kept
    )
    ++ lib.mapAttrsToList (
      name: container:
      assertion false "`${name}` is in the network of `${owner container}`, and only one of them moves; set `k3s.enable` of both to the same"
    ) parted;

    warnings =
      lib.mapAttrsToList (
        name: needed:
        "services.k3sMigrate: systemd.services.${name} requires ${lib.concatStringsSep ", " needed}, which is masked because its container moved: it will not start"
      ) stranded
      ++ lib.mapAttrsToList (
        what: names:
        "services.k3sMigrate: ${what} names ${lib.concatStringsSep ", " names}, which K3s runs now; it has to use kubectl"
      ) callers
      ++ lib.mapAttrsToList (
        name: unit:
        "services.k3sMigrate: systemd.timers.${name} starts ${unit}, which is masked because its container moved; set `systemd.timers.${name}.enable = false`"
      ) timers
      ++ lib.mapAttrsToList (
        name: paths:
        "services.k3sMigrate: Secrets of containers of ${name} are made on this host, from ${lib.concatStringsSep ", " paths}, which only ${name} declares; declare it here, too, at the same path"
      ) elsewhere
      ++
        lib.optional (web != { } && !(lib.elem "traefik" disabled || lib.elem "servicelb" disabled))
          "services.k3sMigrate: ${lib.concatStringsSep ", " (lib.attrNames web)} publishes port 80 or 443, which Traefik of K3s takes; set `services.k3s.disable = [ \"traefik\" \"servicelb\" ]`"
      ++
        lib.optional
          (
            config.networking.firewall.enable
            && moved != { }
            && !lib.elem "cni0" config.networking.firewall.trustedInterfaces
          )
          "services.k3sMigrate: the firewall keeps Pods from the services of this host; set `networking.firewall.trustedInterfaces = [ \"cni0\" ]`, or open what they need";
  };
}
