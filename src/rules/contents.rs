//! 74x: alerts that the settings name.

use super::rules;

rules! {
    NO_ALERT = "K3M740", Error, "an alert that does not exist is disabled" {
        no_alert(name, near) => "`monitoring.alerts.disable` names `{name}`, and no alert is called that{near}",
            effect: "an alert that you do not want would still fire",
            do: "correct the name: `docs/monitoring.md` lists all alerts";
    },
    "`monitoring.alerts.disable` leaves alerts of the stack out by name. Alerts of your own rules are in your own file, and are \
     removed there.";
}
