# The bundle: what moves on this host, and on the hosts that it installs for, compiled at build time.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  cfg = config.services.k3sMigrate;
  extract = import ../nix/extract.nix { inherit lib; };
  compile = pkgs.callPackage ../nix/manifests.nix { k3s-migrate = cfg.package; };
  host = config.networking.hostName;
  # What K3s calls this host: by an option (NixOS before 25.11 has none) or a flag, else by its host name. Where a flag
  # gives the name otherwise, it is not known here.
  flags = lib.concatMap (lib.splitString " ") (lib.toList (config.services.k3s.extraFlags or [ ]));
  flagged = lib.findFirst (word: lib.hasPrefix "--node-name" word) null flags;
  named = if flagged == null then null else builtins.match "--node-name=(.+)" flagged;
  own = config.services.k3s.nodeName or null;
  node =
    if own != null then
      own
    else if flagged == null then
      lib.toLower host
    else if named != null then
      lib.head named
    else
      null;
  moved = lib.filterAttrs (
    _: container: container.k3s.enable
  ) config.virtualisation.oci-containers.containers;

  # Choices at a container go to the settings, by host and name.
  chosen = lib.mapAttrs' (
    name: container:
    lib.nameValuePair "${host}/${name}" (
      lib.filterAttrs (_: value: value != null && value != [ ]) (removeAttrs container.k3s [ "enable" ])
    )
  ) moved;
  # Another host keeps what it mounts from its store: its own bundle has the same paths.
  untied = value: builtins.fromJSON (builtins.unsafeDiscardStringContext (builtins.toJSON value));
  contributions =
    map (each: untied each.config.services.k3sMigrate.contributes) (lib.attrValues cfg.hosts)
    ++ [ cfg.contributes ];
in
{
  services.k3sMigrate = {
    contributes = {
      hosts.${host} =
        lib.recursiveUpdate
          (extract {
            inherit config options;
            names = lib.attrNames moved;
          })
          # What is made of it is installed by this module, with images and store paths.
          { facts.managed = true; };
      settings = {
        containers = lib.filterAttrs (_: each: each != { }) chosen;
      }
      // lib.optionalAttrs (node != null) {
        hosts.${host} = { inherit node; };
      };
    };

    compiles = {
      # Whatever moves: for `plan`, which orders all of them.
      everything = {
        version = 1;
        hosts.${host} = extract { inherit config options; };
      };
      envelope = {
        version = 1;
        hosts = lib.mergeAttrsList (map (each: each.hosts) contributions);
      };
      settings = lib.foldl' lib.recursiveUpdate { inherit (cfg) namespace; } (
        map (each: each.settings) contributions
        ++ [ (lib.filterAttrs (_: value: value != null) cfg.settings) ]
      );
    };

    manifests = compile (cfg.compiles // { inherit (cfg) images source; });
  };
}
