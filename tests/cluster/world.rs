//! The control plane, and how it is asked.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::site::Site;

/// How long anything may take on a slow machine.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// One control plane for all scenarios, with one manifests directory.
pub struct World {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    /// Folder with `kubectl`.
    pub programs: PathBuf,
    /// An administrator's.
    pub kubeconfig: PathBuf,
    /// The manifests directory.
    pub manifests: PathBuf,
    top: tempfile::TempDir,
    spaces: Vec<String>,
}

impl World {
    /// Starts the programs of a folder.
    pub fn start(programs: &Path) -> Self {
        let top = tempfile::tempdir().unwrap();
        let manifests = top.path().join("manifests");
        let mut process = Command::new(programs.join("cluster"))
            .arg("-dir")
            .arg(top.path().join("cluster"))
            .arg("-manifests")
            .arg(&manifests)
            .args(["-every", "500ms"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(top.path().join("stderr")).unwrap())
            .spawn()
            .unwrap();
        let input = process.stdin.take();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let kubeconfig = line.trim().strip_prefix("ready ").map(PathBuf::from);
        Self {
            process,
            input,
            output,
            programs: programs.to_owned(),
            kubeconfig: kubeconfig.unwrap_or_else(|| {
                let why = fs::read_to_string(top.path().join("stderr")).unwrap();
                panic!("the cluster said {line:?}: {why}")
            }),
            manifests,
            top,
            spaces: Vec::new(),
        }
    }

    /// A folder for a scenario.
    pub fn folder(&self, name: &str) -> PathBuf {
        let folder = self.top.path().join(name);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// Runs a scenario on an empty directory, in a Namespace of its own.
    pub fn scenario(&mut self, name: &str, scenario: fn(&mut Site)) {
        self.clear();
        self.spaces.push(name.to_owned());
        scenario(&mut Site::new(self, name));
    }

    /// Takes away what another scenario left: its files, `AddOns`, and its Namespace.
    fn clear(&mut self) {
        self.say("pause");
        self.say("end at-once");
        let _ = fs::remove_dir_all(&self.manifests);
        fs::create_dir_all(&self.manifests).unwrap();
        self.kubectl(&[
            "-n",
            "kube-system",
            "delete",
            "addons",
            "--all",
            "--wait=false",
        ]);
        for name in std::mem::take(&mut self.spaces) {
            let selector = "app.kubernetes.io/managed-by=k3s-migrate";
            self.kubectl(&[
                "delete",
                "persistentvolumes",
                "-l",
                selector,
                "--wait=false",
            ]);
            self.kubectl(&[
                "delete",
                "namespace",
                &name,
                "--ignore-not-found",
                "--wait=false",
            ]);
        }
        assert_eq!(self.say("restart"), "ok");
        self.say("resume");
    }

    /// Tells the cluster something; see `tests/oracles/README.md`.
    pub fn say(&mut self, line: &str) -> String {
        let input = self.input.as_mut().unwrap();
        writeln!(input, "{line}").unwrap();
        let mut answer = String::new();
        self.output.read_line(&mut answer).unwrap();
        answer.trim().to_owned()
    }

    /// What kubectl prints; it must succeed.
    pub fn kubectl(&self, args: &[&str]) -> String {
        let output = self.command(args).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "kubectl {args:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// kubectl, told where the cluster is.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(self.programs.join("kubectl"));
        command.env("KUBECONFIG", &self.kubeconfig).args(args);
        command
    }

    /// What kubectl gets, as JSON.
    pub fn get(&self, args: &[&str]) -> Value {
        let mut all = vec!["get", "-o", "json"];
        all.extend(args);
        serde_json::from_str(&self.kubectl(&all)).unwrap()
    }

    /// Applies an object of somebody else's.
    pub fn apply(&self, object: &Value) {
        let mut command = self.command(&["apply", "-f", "-"]);
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = process.stdin.take().unwrap();
        input.write_all(object.to_string().as_bytes()).unwrap();
        drop(input);
        assert!(process.wait().unwrap().success(), "apply {object}");
    }

    /// Waits for something that controllers do.
    #[track_caller]
    pub fn until(&self, what: &str, there: impl Fn(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !there(self) {
            assert!(Instant::now() < end, "never: {what}");
            thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // It ends with its standard input.
        drop(self.input.take());
        let _ = self.process.wait();
    }
}
