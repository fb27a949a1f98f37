;; Runs the program named first. An error is told in Clojure's own words, with the program's places but without a report in a file that nobody can read.
(require '[clojure.main :as main])

(let [[path & args] *command-line-args*]
  (try
    (binding [*command-line-args* args]
      (load-file path)
      (flush))
    (catch Throwable error
      (flush)
      (binding [*out* *err*]
        (let [{:keys [trace] :as data} (Throwable->map error)]
          (print (main/ex-str (main/ex-triage data)))
          (doseq [[class _ file line] trace
                  :when (and file (re-find #"\.clj$" file) (.exists (java.io.File. file)))]
            (println (str "  at " (main/demunge (str class)) " (" file ":" line ")"))))
        (flush))
      (System/exit 1))))

(shutdown-agents)
