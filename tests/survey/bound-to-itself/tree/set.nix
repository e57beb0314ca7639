let
  a = {
    containers = a;
    one = a;
    two = a;
    dependsOn = a;
  };
in
{
  virtualisation.oci-containers = a;
}
