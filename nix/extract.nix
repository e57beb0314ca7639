# From an evaluated NixOS host to one host of the envelope (`k3s-migrate schema envelope`): its containers,
# the systemd units around them, podman's default network, the position of each option in the operator's files,
# and facts about the host.
#
# Data only: it makes no derivation and reads no file.
{ lib }:
{
  # `config` and `options` of the host.
  config,
  options,
  # Names of the containers to export.
  names ? lib.attrNames config.virtualisation.oci-containers.containers,
  # The folder of the operator's files, if it is not in the Nix store: positions are relative to it.
  source ? "",
}:
let
  containers = lib.getAttrs names config.virtualisation.oci-containers.containers;

  # `toJSON` would copy a path literal (of a secret, say) to the Nix store, which every user can read; `toString`
  # only names the file.
  named =
    value:
    if builtins.isPath value then
      toString value
    else if lib.isDerivation value then
      "${value}"
    else if lib.isAttrs value then
      lib.mapAttrs (_: named) value
    else if lib.isList value then
      map named value
    else
      value;
  # The bundle keeps store paths in a container's options alive: its Pod mounts them. Store paths in units are
  # scripts that no longer run.
  untied =
    value: builtins.fromJSON (builtins.unsafeDiscardStringContext (builtins.toJSON (named value)));

  # --- units
  inherit (config.systemd) services;
  timers = config.systemd.timers or { };
  paths = config.systemd.paths or { };
  sockets = config.systemd.sockets or { };
  isService = lib.hasSuffix ".service";
  stem = lib.removeSuffix ".service";
  around =
    unit:
    map stem (
      lib.filter isService (unit.after ++ unit.requires ++ unit.wants ++ unit.bindsTo ++ unit.partOf)
    );
  own = map (value: value.serviceName) (lib.attrValues containers);
  # Units that start before a container or with it, such as those that make its network.
  others = lib.attrNames (
    lib.filterAttrs (
      _: unit:
      lib.any (name: lib.elem "${name}.service" own') (
        map stem (lib.filter isService (unit.before ++ unit.requiredBy ++ unit.wantedBy))
      )
    ) services
  );
  own' = map (name: "${name}.service") own;
  # Units that make networks, volumes, pods or images, whenever they start: they say what a name means. Only units
  # that sound like it are read: a unit that names the manifests, as the module's own does, would need itself.
  makers = lib.attrNames (
    lib.filterAttrs (
      name: unit:
      lib.any (part: says part name) [
        "build"
        "container"
        "docker"
        "image"
        "net"
        "pod"
        "volume"
      ]
      && lib.any (text: lib.any (part: says part text) made) (
        [
          (unit.script or "")
          (unit.preStart or "")
          (unit.postStart or "")
        ]
        ++ map toString (
          lib.toList (unit.serviceConfig.ExecStart or [ ])
          ++ lib.toList (unit.serviceConfig.ExecStartPre or [ ])
        )
      )
    ) services
  );
  made = [
    "network create"
    "pod create"
    "volume create"
    "docker build"
    "docker load"
    "podman build"
    "podman load"
    "copy-to-"
    "skopeo copy"
  ];
  # A regular expression over a long script would need a deep stack.
  says = part: text: builtins.replaceStrings [ part ] [ "" ] text != text;
  # Units that start a container, and those that start them.
  starters = map (each: each.key) (
    builtins.genericClosure {
      startSet = map (key: { inherit key; }) own;
      operator =
        { key }:
        map (key: { inherit key; }) (
          lib.attrNames (
            lib.filterAttrs (
              _: unit:
              lib.any (list: lib.elem "${key}.service" (unit.${list} or [ ])) [
                "bindsTo"
                "onFailure"
                "onSuccess"
                "requires"
                "upholds"
                "wants"
              ]
            ) services
          )
        );
    }
  );
  wanted = lib.filter (name: services ? ${name}) (
    lib.unique (
      own ++ lib.concatMap (name: around services.${name}) own ++ others ++ makers ++ starters
    )
  );
  # Timers, paths and sockets that start one of those; by default they start the service of their own name.
  triggering =
    suffix: units: settings: key:
    let
      starts = name: stem ((units.${name}.${settings} or { }).${key} or name);
      named = name: lib.nameValuePair "${name}.${suffix}" (text "${name}.${suffix}" units.${name});
    in
    lib.listToAttrs (
      map named (lib.filter (name: lib.elem (starts name) (own ++ starters)) (lib.attrNames units))
    );

  # The module masks the unit of a moved container: what the operator wrote is a unit that starts.
  unit =
    name: value:
    lib.optionalAttrs (!lib.elem name own) { inherit (value) enable; }
    // lib.mapAttrs (name: if name == "unitConfig" then theirs else lib.id) (
      lib.getAttrs (lib.intersectLists attributes (lib.attrNames value)) value
    );
  # That podman waits until K3s has stopped a container is not the operator's choice either.
  theirs =
    settings:
    let
      left = lib.filter (path: !lib.hasPrefix "!/var/lib/k3s-migrate/" path) (
        lib.toList (settings.AssertPathExists or [ ])
      );
    in
    removeAttrs settings [ "AssertPathExists" ]
    // lib.optionalAttrs (left != [ ]) { AssertPathExists = left; };
  attributes = [
    "after"
    "before"
    "bindsTo"
    "conflicts"
    "environment"
    "onFailure"
    "onSuccess"
    "partOf"
    "pathConfig"
    "postStart"
    "postStop"
    "preStart"
    "preStop"
    "requiredBy"
    "requires"
    "requisite"
    "script"
    "serviceConfig"
    "socketConfig"
    "startAt"
    "startLimitBurst"
    "startLimitIntervalSec"
    "timerConfig"
    "unitConfig"
    "upheldBy"
    "upholds"
    "wantedBy"
    "wants"
  ];
  # A `null` among the values means that NixOS leaves the line out.
  stated =
    value:
    if lib.isAttrs value && !lib.isDerivation value then
      lib.mapAttrs (_: stated) (lib.filterAttrs (_: each: each != null) value)
    else
      value;
  text = name: value: untied (stated (unit name value));

  # --- positions
  nixpkgs = dirOf (dirOf (builtins.unsafeGetAttrPos "genAttrs" lib).file);
  # A flake is evaluated from a copy in the store, whose name says nothing.
  relative =
    file:
    let
      inStore = builtins.match "${builtins.storeDir}/[^/]+/(.*)" file;
    in
    if inStore == null then lib.removePrefix "${toString source}/" file else lib.head inStore;
  place =
    position: position // { file = relative (builtins.unsafeDiscardStringContext position.file); };
  # A position inside nixpkgs says how the definition was made, not where.
  at =
    name: set:
    let
      position = builtins.unsafeGetAttrPos name set;
    in
    lib.optional (position != null && !lib.hasPrefix "${nixpkgs}/" position.file) (place position);

  # What `mkIf`, `mkMerge`, `mkForce` and `mkOrder` wrap.
  unwrap =
    value:
    if !lib.isAttrs value || !(value ? _type) then
      [ value ]
    else if value._type == "if" then
      lib.optionals value.condition (unwrap value.content)
    else if value._type == "merge" then
      lib.concatMap unwrap value.contents
    else if
      lib.elem value._type [
        "override"
        "order"
      ]
    then
      unwrap value.content
    else
      [ value ];

  definitions = lib.concatMap (
    each: lib.filter lib.isAttrs (unwrap each.value)
  ) options.virtualisation.oci-containers.containers.definitionsWithLocations;

  ofContainer =
    name:
    let
      defined = lib.concatMap (
        set: lib.optionals (set ? ${name}) (lib.filter lib.isAttrs (unwrap set.${name}))
      ) definitions;
      inEach = lib.concatMap (
        set:
        lib.concatMap (
          option:
          map (position: { ${option} = [ position ]; }) (at option set)
          # Of an attribute set, each attribute has its place.
          ++ lib.optionals (lib.elem option keyed) (
            lib.concatMap (
              inner:
              lib.optionals (lib.isAttrs inner) (
                lib.concatMap (key: map (position: { "${option}/${key}" = [ position ]; }) (at key inner)) (
                  lib.filter plain (lib.attrNames inner)
                )
              )
            ) (unwrap set.${option})
          )
        ) (lib.filter (option: option != "k3s") (lib.attrNames set))
      ) defined;
    in
    lib.zipAttrsWith (_: lib.concatLists) inEach;
  keyed = [
    "capabilities"
    "environment"
    "labels"
    "login"
  ];
  # Any other place is that of its option: the envelope separates with `/`.
  plain = key: !lib.hasInfix "/" key;

  # --- engine
  # An option that NixOS has renamed or removed is hidden; to read it would print a trace, or stop the evaluation.
  read =
    path: default:
    let
      of = builtins.foldl' (set: key: set.${key} or { });
      option = of options path;
    in
    if option._type or null == "option" && option.visible or true != false then
      of config path
    else
      default;
  engine = config.virtualisation.oci-containers.backend;
  package = read [ "virtualisation" engine "package" ] null;
  version = package.version or null;
  containersConf = lib.optionalAttrs (engine == "podman") (
    read [ "virtualisation" "containers" "containersConf" "settings" ] { }
  );

  dockerDaemon = lib.optionalAttrs (engine == "docker") (
    read [ "virtualisation" "docker" "daemon" "settings" ] { }
  );

  dockerOptions =
    if engine == "docker" then read [ "virtualisation" "docker" "extraOptions" ] "" else "";

  # podman's default network, with what NixOS has for it where the operator says nothing.
  default = config.virtualisation.podman.defaultNetwork.settings or { };
  networks = lib.optionalAttrs (engine == "podman") {
    podman = {
      disableDns = !(default.dns_enabled or false);
    }
    // lib.optionalAttrs (default ? internal) { inherit (default) internal; }
    // lib.optionalAttrs (default ? ipv6_enabled) { ipv6 = default.ipv6_enabled; }
    // lib.optionalAttrs (default ? subnets) { subnets = map (each: each.subnet) default.subnets; };
  };

  k3s = config.services.k3s or { };
  graphroot = config.virtualisation.containers.storage.settings.storage.graphroot or null;
in
{
  inherit (config.virtualisation.oci-containers) backend;
  # `k3s` is an option of this module.
  containers = lib.mapAttrs (_: value: named (removeAttrs value [ "k3s" ])) containers;
  units =
    lib.listToAttrs (
      map (name: lib.nameValuePair "${name}.service" (text name services.${name})) wanted
    )
    // triggering "path" paths "pathConfig" "Unit"
    // triggering "socket" sockets "socketConfig" "Service"
    // triggering "timer" timers "timerConfig" "Unit";
  inherit networks;
  positions = lib.genAttrs names ofContainer;
  facts = {
    mounts = map (each: {
      inherit (each) mountPoint fsType;
    }) (lib.attrValues config.fileSystems);
    firewall = {
      inherit (config.networking.firewall)
        enable
        allowedTCPPorts
        allowedUDPPorts
        trustedInterfaces
        ;
    };
    k3s =
      let
        disabled = import ./disabled.nix { inherit lib; } k3s;
      in
      lib.optionalAttrs (k3s.enable or false) {
        inherit (k3s) role;
        disable = disabled.parts;
        without = disabled.options;
      };
    inherit engine;
    services = untied (import ./listeners.nix { inherit lib; } { inherit config options; });
    backups = untied (import ./backups.nix { inherit lib; } config);
  }
  // lib.optionalAttrs (version != null) { engineVersion = version; }
  // lib.optionalAttrs (containersConf != { }) { containersConf = untied (stated containersConf); }
  // lib.optionalAttrs (dockerDaemon != { }) { dockerDaemon = untied (stated dockerDaemon); }
  // lib.optionalAttrs (dockerOptions != "") { dockerOptions = untied dockerOptions; }
  // lib.optionalAttrs (config ? networking.hostName) { inherit (config.networking) hostName; }
  // lib.optionalAttrs (graphroot != null) { inherit graphroot; }
  // lib.optionalAttrs (config ? nixpkgs.hostPlatform.system) {
    inherit (config.nixpkgs.hostPlatform) system;
  };
}
