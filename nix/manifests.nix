# Compiles an envelope (what extract.nix makes) into the bundle that `k3s-migrate install` takes.
#
# A build, not an import: Nix reads nothing of the result while it evaluates. An error of the compiler is an
# error of the build, so `nixos-rebuild build` shows it and a running host does not change.
{
  lib,
  runCommand,
  k3s-migrate,
}:
{
  # `{ version = 1; hosts.NAME = { containers = …; … }; }`
  envelope,
  # The settings that `k3s-migrate schema settings` describes.
  settings ? { },
  # The folder of the Nix files that positions name, or null: a path in the store; extract.nix names files
  # relative to its root.
  source ? null,
  # Files with what `podman image inspect` prints.
  images ? [ ],
  # Codes, or "warnings", to raise to errors.
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
    # Files, because a command line has a limit and every user can see it.
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
      ${lib.escapeShellArgs (map (file: "--images=${file}") images)} \
      ${lib.escapeShellArgs (map (code: "--deny=${code}") deny)} \
      --layout k3s --output bundle
    cp -r bundle "$out"
  ''
