# The paths that the backups of a host copy, as far as options name them: `[ { job; paths; } ]`. What a script or an
# exclusion decides is not included.
{ lib }:
config:
let
  jobs =
    option: set: paths:
    map (name: {
      job = "${option}.${name}";
      paths = paths set.${name};
    }) (lib.attrNames set);
  listed = paths: if paths == null then [ ] else lib.toList paths;
  # borgmatic 1.8 gave up sections.
  sources = c: listed (c.source_directories or c.location.source_directories or null);

  borgmatic = config.services.borgmatic or { };
  all =
    jobs "services.restic.backups" (config.services.restic.backups or { }) (c: listed (c.paths or null))
    ++ jobs "services.borgbackup.jobs" (config.services.borgbackup.jobs or { }) (
      c: listed (c.paths or null)
    )
    ++ lib.optionals (borgmatic.enable or false) (
      jobs "services.borgmatic.configurations" (borgmatic.configurations or { }) sources
      ++ [
        {
          job = "services.borgmatic.settings";
          paths = sources (borgmatic.settings or { });
        }
      ]
    );
in
lib.filter (each: each.paths != [ ]) all
