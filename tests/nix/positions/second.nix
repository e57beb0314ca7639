{
  virtualisation.oci-containers.containers.modules.ports = [ "81:81" ];
}
