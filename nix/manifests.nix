# Compiles an envelope (what extract.nix makes) into the bundle that `k3s-migrate install` takes.
#
# A build, not an import: nothing of the result is read while Nix evaluates. An error of the compiler is an
# error of the build, so that `nixos-rebuild build` shows it and nothing of a running host changes.
{
  lib,
  runCommand,
  k3s-migrate,
}:
{
  # `{ version = 1; hosts.NAME = { containers = …; … }; }`
  envelope,
  # What `k3s-migrate schema settings` describes.
  settings ? { },
  # Where the Nix files lie that positions name, or null: something in the store, by the root of which
  # extract.nix names files.
  source ? null,
  # Codes, or "warnings", that shall be errors.
  deny ? [ ],
  name ? "k8s-manifests",
}:
let
  root = toString (lib.length (lib.splitString "/" builtins.storeDir) + 1);
in
runCommand name
  {
    nativeBuildInputs = [ k3s-migrate ];
    preferLocalBuild = true;
    # Files, because a command line has a limit and is seen by everybody.
    passAsFile = [
      "envelope"
      "settings"
    ];
    envelope = builtins.toJSON envelope;
    settings = builtins.toJSON settings;
  }
  ''
    k3s-migrate convert "$envelopePath" --from envelope --settings "$settingsPath" \
      ${lib.optionalString (source != null) ''--source "$(cut -d / -f 1-${root} <<<"${source}")"''} \
      ${lib.escapeShellArgs (map (code: "--deny=${code}") deny)} \
      --layout k3s --output bundle
    cp -r bundle "$out"
  ''
