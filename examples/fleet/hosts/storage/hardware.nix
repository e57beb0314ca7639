# Disks and boot loader: replace this file by what `nixos-generate-config` wrote.
{
  boot.loader.systemd-boot.enable = true;

  fileSystems = {
    "/" = {
      device = "/dev/disk/by-label/nixos";
      fsType = "ext4";
    };
    "/boot" = {
      device = "/dev/disk/by-label/boot";
      fsType = "vfat";
    };
    "/mnt/storage" = {
      device = "/dev/disk/by-label/storage";
      fsType = "btrfs";
      options = [ "nofail" ];
    };
  };

  hardware.graphics.enable = true;

  nixpkgs.hostPlatform = "x86_64-linux";
}
