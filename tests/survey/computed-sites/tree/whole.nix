{ fleet, ... }:
{
  config.virtualisation = fleet.virtualisation;
  nixosModules.virtualisation = import ./virtualisation;
}
