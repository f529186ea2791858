// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** What README says of commands and services, against the running distribution. */
public class ReferenceTablesIT extends AssemblyTest {

    private static final Set<String> SCOPES = Set.of("pfru", "pfrt", "cr50", "tcti", "vtpm", "simulator");
    private static final Set<String> FRAMEWORK = Set.of(
            Constants.OBJECTCLASS,
            Constants.SERVICE_ID,
            Constants.SERVICE_BUNDLEID,
            Constants.SERVICE_SCOPE,
            Constants.SERVICE_PID,
            "component.id",
            "component.name",
            "osgi.ds.satisfying.condition.target");

    @Before
    public void everything() throws Exception {
        withVtpm();
    }

    @Test
    public void commandsAreThoseOfTheConsole() throws Exception {
        assertEquals(
                readme("### Commands").stream().map(row -> row.get(0)).collect(Collectors.toCollection(TreeSet::new)),
                Console.admin(sessions).commands(SCOPES));
    }

    @Test
    public void servicesHaveThePropertiesThatAreNamed() throws Exception {
        for (final List<String> row : readme("### Services")) {
            final ServiceReference<?> service = context.getServiceReference(row.get(0));
            final Set<String> properties = Arrays.stream(service.getPropertyKeys())
                    .filter(key -> !FRAMEWORK.contains(key))
                    .collect(Collectors.toCollection(TreeSet::new));

            assertEquals(row.get(0), row.get(1), String.join(", ", properties));
        }
    }

    private static List<List<String>> readme(String heading) throws Exception {
        return Readme.read(Path.of(System.getProperty("readme.file"))).table(heading);
    }
}
