let
  container = name: {
    image = "${name}:1";
    ports = [ "80:80" ];
  };
in
{
  virtualisation.oci-containers.containers.function = container "function";
}
