# The cases of one file, with what they give: `[ { name; wanted; found; } ]`. Hosts are what their files say,
# without a module system: enough for where options are written.
{ file }:
let
  lib = import ./lib;
  extract = import ../../../nix/extract.nix { inherit lib; };

  # What the module system takes off before it sees the definitions of an option.
  opened =
    value:
    if value ? config then
      opened value.config
    else if value._type or null == "if" then
      opened value.content
    else
      value;
  defined =
    module:
    let
      value = import module;
    in
    (opened (if builtins.isFunction value then value { inherit lib; } else value))
    .virtualisation.oci-containers.containers;
  # As `mkMerge` around the whole set is resolved.
  sets =
    value:
    if value._type or null == "merge" then
      lib.concatMap sets value.contents
    else if value._type or null == "if" then
      lib.optionals value.condition (sets value.content)
    else
      [ value ];
  plain =
    files:
    let
      definitions = lib.concatMap (
        file:
        map (value: {
          inherit file value;
        }) (sets (defined file))
      ) files;
    in
    {
      options.virtualisation.oci-containers.containers.definitionsWithLocations = definitions;
      config = {
        virtualisation.oci-containers = {
          backend = "podman";
          containers = lib.genAttrs (lib.concatMap (each: lib.attrNames each.value) definitions) (_: { });
        };
        systemd.services = { };
      };
    };

  all = import file { inherit lib extract plain; };
in
map (name: {
  inherit name;
  inherit (all.${name}) wanted found;
}) (lib.attrNames all)
