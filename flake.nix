{
  description = "Turns the containers podman runs on a NixOS host into Kubernetes manifests, and accounts for every option";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      forEachSystem = make: lib.genAttrs systems (system: make nixpkgs.legacyPackages.${system});
      ours = pkgs: self.packages.${pkgs.stdenv.hostPlatform.system};
    in
    {
      packages = forEachSystem (pkgs: {
        default = (ours pkgs).k3s-migrate;
        k3s-migrate = pkgs.callPackage ./nix/package.nix { };
      });

      overlays.default = final: _prev: {
        k3s-migrate = final.callPackage ./nix/package.nix { };
      };

      devShells = forEachSystem (pkgs: {
        default = pkgs.callPackage ./nix/shell.nix { };
      });

      formatter = forEachSystem (pkgs: pkgs.nixfmt-tree);

      checks = forEachSystem (
        pkgs:
        pkgs.callPackage ./nix/checks.nix {
          inherit (ours pkgs) k3s-migrate;
        }
      );
    };
}
