# The part of this tree that a build reads: files and folders of the top, by name. A change elsewhere does not
# rebuild anything. (`lib.fileset` needs a newer Nix than Debian's, with which this is tested.)
{ lib, names }:
lib.cleanSourceWith {
  name = "k3s-migrate-source";
  src = ../.;
  filter =
    path: _type:
    let
      inside = lib.removePrefix (toString ../. + "/") (toString path);
    in
    lib.elem (lib.head (lib.splitString "/" inside)) names;
}
