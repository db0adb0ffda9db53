package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gauntletml.attacks.catalog.AttackCatalog;
import org.gauntletml.attacks.catalog.AttackEntry;
import org.junit.jupiter.api.Test;

class AttacksCommandTest {
  @Test
  void everyAttackIsListedWithWhatItNeeds() {
    Recorded recorded = new Recorded();
    ExitStatus status = new Gauntlet(Gauntlet.COMMANDS, recorded.console()).run(List.of("attacks"));

    assertThat(status).isEqualTo(ExitStatus.SUCCESS);
    List<String> lines = recorded.out().lines().toList();
    assertThat(lines.get(0)).matches("Name +Norms +Access +Paper");
    assertThat(lines).allMatch(line -> line.length() <= 80);
    assertThat(recorded.out()).containsPattern("(?m)^pgd +Linf L2 L1 +gradient +Madry et al. 2018");
    assertThat(recorded.out().lines().map(line -> line.replaceAll(" .*", "")))
        .containsAll(AttackCatalog.builtIn().all().stream().map(AttackEntry::name).toList());
    assertThat(recorded.out()).contains("From Java only").contains("TransferAttack");
    assertThat(recorded.err()).isEmpty();
  }
}
