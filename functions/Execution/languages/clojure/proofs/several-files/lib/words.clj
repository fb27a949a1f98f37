(ns lib.words)

(defn greet [name] (str "Hello, " name))
