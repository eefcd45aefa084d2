package dev.vivace.cli.compare;

/// What is wrong, in a class and in words.
public record Fault(FaultClass faultClass, String detail) {}
