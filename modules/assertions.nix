# What would not work on the host, reported while it is built.
{ config, lib, ... }:
let
  cfg = config.services.k3sMigrate;
  inherit (config.services) k3s;
  inherit (config.virtualisation.oci-containers) containers;

  # What deletes volumes that no container of the engine uses: for podman those of moved containers are such volumes.
  prunes =
    lib.filterAttrs
      (
        _: prune:
        (prune.enable or false)
        && lib.any (word: lib.hasPrefix "--volumes" word && word != "--volumes=false") (
          words prune.flags or [ ]
        )
      )
      {
        "virtualisation.podman.autoPrune.flags" = config.virtualisation.podman.autoPrune or { };
        "virtualisation.docker.autoPrune.flags" = config.virtualisation.docker.autoPrune or { };
      };
  # One text may have several words.
  words = texts: lib.filter (word: word != "") (lib.concatMap (lib.splitString " ") texts);
  pruners = lib.filter (what: lib.any (text: lib.any prunesVolumes (lines text)) scripts.${what}) (
    lib.attrNames scripts
  );
  lines = text: lib.filter lib.isString (builtins.split "\n" (toString text));
  prunesVolumes =
    line:
    lib.any (engine: says engine line) [
      "docker"
      "podman"
    ]
    && says "prune" line
    && (says "volume" line || lib.hasInfix "--volumes" line);

  isMoved = name: containers ? ${name} && containers.${name}.k3s.enable;
  moved = lib.filterAttrs (_: container: container.k3s.enable) containers;
  kept = lib.filterAttrs (_: container: !container.k3s.enable) containers;
  at = name: "virtualisation.oci-containers.containers.${name}";

  assertion = holds: message: {
    assertion = holds;
    message = "services.k3sMigrate: ${message}";
  };
  # Units of this module.
  own = [
    "k3s-migrate"
    "k3s-migrate-guard"
    "k3s-migrate-retry"
  ];
  unknown = lib.filter (name: !containers ? ${name}) (
    lib.optionals (cfg.containers != "all") cfg.containers
  );

  # Containers that another one needs for its network, its processes, its volumes: in one word or two, under the names
  # that podman gives them.
  owners =
    container:
    let
      words =
        container.preRunExtraOptions or [ ]
        ++ container.extraOptions
        ++ map (network: "--network=${network}") container.networks;
      pairs = lib.zipListsWith (word: next: "${word}=${next}") words (lib.drop 1 words ++ [ "" ]);
      of = pattern: lib.concatMap (word: lib.toList (builtins.match pattern word)) (words ++ pairs);
      names = lib.filter lib.isString (
        of "--(net|network|ipc|pid|uts|userns|cgroupns)=container:(.+)"
        ++ of "--(volumes-from)=([^:]+)(:.*)?"
      );
    in
    lib.unique (map (name: named.${name}) (lib.filter (name: named ? ${name}) names));
  # Attributes by the name of their container.
  named = lib.mapAttrs' (
    attribute: container: lib.nameValuePair (option container "--name" attribute) attribute
  ) containers;
  # The last value of an option, in one word or two.
  option =
    container: flag: default:
    let
      words = container.extraOptions;
      pairs = lib.zipListsWith (word: next: "${word}=${next}") words (lib.drop 1 words ++ [ "" ]);
      values = lib.concatMap (word: lib.toList (builtins.match "${flag}=([^=]+)" word)) (
        words ++ lib.filter (lib.hasPrefix "${flag}=") pairs
      );
    in
    lib.last ([ default ] ++ lib.filter lib.isString values);
  # Whom a container is parted from: whose it is, and who is in the same pod.
  partners =
    name: container:
    let
      pod = option container "--pod" null;
      mates = lib.attrNames (
        lib.filterAttrs (_: other: pod != null && option other "--pod" null == pod) containers
      );
    in
    lib.filter (other: isMoved name != isMoved other) (owners container ++ mates);
  parted = lib.filterAttrs (name: container: partners name container != [ ]) containers;

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
    ) (removeAttrs config.systemd.services own)
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
  ) (removeAttrs config.systemd.services (ours ++ own));
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
    ]
    ++ map (
      where:
      assertion false "`${where}` has `--volumes`, and for the engine the volumes of moved containers are unused: it would delete their data; take it out"
    ) (lib.attrNames prunes)
    ++ map (
      what:
      assertion false "${what} prunes volumes, and for the engine the volumes of moved containers are unused: it would delete their data; take it out"
    ) pruners
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
      assertion false "`${name}` shares something with `${lib.head (partners name container)}` (`--network=container:`, `--pid`, `--ipc`, `--volumes-from` or `--pod`), and only one of them moves; set `k3s.enable` of both to the same"
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
      ++
        lib.optional (k3s.role == "server" && (k3s.serverAddr or "") != "" && cfg.install.enable)
          "services.k3sMigrate: this server joins `${k3s.serverAddr}`; if another server of the cluster has this module, too, both install add-ons of the same names, and each deletes the objects of the other: set `services.k3sMigrate.install.enable = false` on all but one, and name the others in its `hosts`"
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
