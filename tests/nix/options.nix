# docs/options.md, from the options themselves.
{ nixpkgs }:
let
  lib = import "${nixpkgs}/lib";
  host = import "${nixpkgs}/nixos.nix" { inherit lib; } { modules = [ ../../modules ]; };

  # Markdown of the NixOS manual says what a name is: {option}`a.b`.
  plain = lib.replaceStrings [ "{option}" "{file}" "{command}" ] [ "" "" "" ];
  text = value: value.text or (lib.generators.toPretty { } value);
  shown =
    name: value:
    lib.optional (value != null) (
      if lib.hasInfix "\n" value then "${name}:\n\n```nix\n${value}\n```" else "${name}: `` ${value} ``"
    );
  entry =
    option:
    lib.concatStringsSep "\n\n" (
      [
        "## ${option.name}"
        (lib.trim (plain option.description))
        "Type: ${option.type}${lib.optionalString option.readOnly ", read-only"}"
      ]
      ++ shown "Default" (if option ? default then text option.default else null)
      ++ shown "Example" (if option ? example then text option.example else null)
    );

  ours = lib.filter (
    option:
    option.visible
    && !option.internal
    && (lib.hasPrefix "services.k3sMigrate." option.name || lib.hasInfix ".<name>.k3s" option.name)
  ) (lib.optionAttrSetToDocList host.options);
in
''
  <!-- generated from modules/options.nix: `UPDATE=1 tests/nix/modules` -->

  # Options of the NixOS module

  ${lib.concatMapStringsSep "\n\n" entry (lib.sort (one: other: one.name < other.name) ours)}
''
