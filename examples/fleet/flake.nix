{
  description = "Two hosts whose containers move from podman to K3s";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    k3s-migrate = {
      # Where you have it: a clone, as here, or the address of one.
      url = "git+file:///etc/k3s-migrate";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };

  outputs =
    {
      self,
      nixpkgs,
      k3s-migrate,
    }:
    {
      nixosConfigurations = nixpkgs.lib.genAttrs [ "cloud" "storage" ] (
        host:
        nixpkgs.lib.nixosSystem {
          specialArgs.fleet = self.nixosConfigurations;
          modules = [
            k3s-migrate.nixosModules.default
            ./hosts/${host}
            # Messages of the build show the lines of this flake.
            { services.k3sMigrate.source = self; }
          ];
        }
      );

      packages = nixpkgs.lib.genAttrs [ "aarch64-linux" "x86_64-linux" ] (system: {
        k8s-manifests = k3s-migrate.lib.manifestsFor self.nixosConfigurations;
        # For `just diff`.
        inherit (k3s-migrate.packages.${system}) k3s-migrate;
      });
    };
}
