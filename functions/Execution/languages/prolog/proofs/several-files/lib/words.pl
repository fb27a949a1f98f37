:- module(words, [greeting/2]).

greeting(ada, 'Hello, Ada').
