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
      fleet = (import ./examples/fleet/flake.nix).outputs {
        inherit nixpkgs;
        k3s-migrate = self;
        self = fleet // {
          outPath = "${self}/examples/fleet";
        };
      };
    in
    {
      packages = forEachSystem (pkgs: {
        default = (ours pkgs).k3s-migrate;
        k3s-migrate = pkgs.callPackage ./nix/package.nix { };
        inherit (fleet.packages.${pkgs.stdenv.hostPlatform.system}) k8s-manifests;
      });

      overlays.default = final: _prev: {
        k3s-migrate = final.callPackage ./nix/package.nix { };
      };

      nixosModules = {
        default = self.nixosModules.k3s-migrate;
        k3s-migrate =
          { lib, pkgs, ... }:
          {
            imports = [ ./modules ];
            services.k3sMigrate.package = lib.mkDefault (ours pkgs).k3s-migrate;
          };
      };

      lib = import ./nix/lib.nix { inherit lib; };

      # The example fleet, by its own flake: what the template starts with is what is tested.
      inherit (fleet) nixosConfigurations;

      templates.default = {
        path = ./examples/fleet;
        description = "Two NixOS hosts whose containers move from podman to K3s, with `just deploy HOST`";
      };

      devShells = forEachSystem (pkgs: {
        default = pkgs.callPackage ./nix/shell.nix { };
      });

      formatter = forEachSystem (pkgs: pkgs.nixfmt-tree);

      checks = forEachSystem (
        pkgs:
        pkgs.callPackage ./nix/checks.nix {
          inherit nixpkgs;
          inherit (ours pkgs) k3s-migrate k8s-manifests;
          module = self.nixosModules.default;
        }
      );
    };
}
