# Stands for nixpkgs where it cannot be had: nixpkgs' own `lib`, which tests/nix/flake puts beside this
# file, and of packages and NixOS only what our flake names. What is built is built for real, by the tools
# of this machine instead of stdenv.
{
  outputs =
    _:
    let
      lib = import ./lib;
    in
    {
      lib = lib // {
        nixosSystem = import ./nixos.nix { inherit lib; };
      };
      legacyPackages =
        lib.genAttrs
          [
            "x86_64-linux"
            "aarch64-linux"
          ]
          (
            system:
            import ./pkgs.nix {
              inherit lib system;
            }
          );
    };
}
