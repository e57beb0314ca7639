{
  imports = [ ./tuning.nix ];
}
