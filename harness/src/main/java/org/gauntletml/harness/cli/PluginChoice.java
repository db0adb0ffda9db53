package org.gauntletml.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.cli.Option;
import org.gauntletml.attacks.catalog.Plugins;

/** The plugins a command line asks for. */
final class PluginChoice {
  private static final String PLUGINS = "plugins";

  private PluginChoice() {}

  /** The option it is read from. */
  static Option option() {
    return CommandOption.option(PLUGINS, "DIR", "folder of jars with attacks of your own");
  }

  /**
   * Loads them.
   *
   * @throws org.gauntletml.models.BadInput if the folder holds none
   */
  static Plugins of(Arguments arguments) throws IOException {
    Optional<Path> folder = arguments.path(PLUGINS);
    return folder.isPresent() ? Plugins.in(folder.get()) : Plugins.NONE;
  }
}
