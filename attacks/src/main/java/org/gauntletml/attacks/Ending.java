package org.gauntletml.attacks;

/** Why an attack stopped working on an example. */
public enum Ending {
  /** It found what it was looking for, or its steps or queries were spent. */
  SEARCHED,
  /** It found no adversarial point to start from, so that nothing follows for the example. */
  NO_START,
  /** The time was over before it came to its end. */
  OUT_OF_TIME
}
