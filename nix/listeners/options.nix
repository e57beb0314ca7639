# Reads options of a host without harm: one that NixOS has renamed or removed is still there, and reading it prints a
# warning at every evaluation, or stops it. Such an option is not visible (`mkRenamedOptionModule`,
# `mkRemovedOptionModule` of nixpkgs' lib/modules.nix), and counts as one that does not exist.
{ lib }:
{ config, options }:
let
  isOption = value: value._type or null == "option";
  isVisible = option: option.visible or true != false;

  # The value at a path, below what `options` declares and `value` has; `null` where there is none.
  walk =
    options: value: path:
    if isOption options then
      if options.isDefined or true then below options value path else null
    else if path != [ ] && lib.isAttrs options && options ? ${lib.head path} then
      walk options.${lib.head path} value.${lib.head path} (lib.tail path)
    else
      null;

  # Below an option are those of its submodule, and keys of which nobody declares anything.
  below =
    option: value: path:
    let
      inner = (option.type.getSubOptions or (_: { })) [ ];
      isNamed = lib.elem (option.type.name or "") [
        "attrsOf"
        "lazyAttrsOf"
      ];
    in
    if !isVisible option then
      null
    else if path == [ ] || !lib.isAttrs value then
      keys value path
    else if isNamed && inner != { } then
      if value ? ${lib.head path} then inside inner value.${lib.head path} (lib.tail path) else null
    else
      inside inner value path;
  inside =
    options: value: path:
    if isOption options then
      below options value path
    else if path != [ ] && lib.isAttrs options && options ? ${lib.head path} then
      if lib.isAttrs value then
        inside options.${lib.head path} (value.${lib.head path} or null) (lib.tail path)
      else
        null
    else
      keys value path;
  keys =
    value: path:
    if path == [ ] then
      value
    else if lib.isAttrs value && value ? ${lib.head path} then
      keys value.${lib.head path} (lib.tail path)
    else
      null;

  # A value that cannot be computed is one that is not known.
  safe =
    value:
    let
      tried = builtins.tryEval (builtins.deepSeq value value);
    in
    if tried.success then tried.value else null;
in
{
  # The value of an option, or of a key below it: `get [ "services" "grafana" "settings" "server" ]`.
  get = path: safe (walk options config path);
  # The names below a set of options, or of the values of one.
  names =
    path:
    let
      value = walk options config path;
      tried = builtins.tryEval (if lib.isAttrs value then lib.attrNames value else [ ]);
    in
    if tried.success then tried.value else [ ];
}
