// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.logLevel;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.karaf.options.LogLevelOption.LogLevel;

/** The containers that the tests run in. */
final class Containers {

    private static final String MVN = "etc/org.ops4j.pax.url.mvn.cfg";
    private static final String MANAGEMENT = "etc/org.apache.karaf.management.cfg";
    private static final int DEAD_CONTAINER_MILLIS = 180_000;

    private Containers() {}

    /** Our distribution, as it was built. */
    static Option[] assembly() {
        return options(distribution(), List.of());
    }

    /** Karaf as its project ships it, with our bundles in a folder where it finds them. */
    static Option[] stock() {
        final String system = new File("../karaf-assembly/target/assembly/system")
                .getAbsoluteFile()
                .toURI()
                .toString();
        return options(
                new File(
                        repository(),
                        "org/apache/karaf/apache-karaf/" + karaf() + "/apache-karaf-" + karaf() + ".tar.gz"),
                List.of(
                        editConfigurationFilePut(MVN, "org.ops4j.pax.url.mvn.repositories", ""),
                        editConfigurationFilePut(
                                MVN,
                                "org.ops4j.pax.url.mvn.defaultRepositories",
                                "file:${karaf.home}/${karaf.default.repository}@id=system@snapshots," + system
                                        + "@id=ours@snapshots"),
                        editConfigurationFilePut(MANAGEMENT, "rmiRegistryPort", Integer.toString(Ports.one())),
                        editConfigurationFilePut(MANAGEMENT, "rmiServerPort", Integer.toString(Ports.one()))));
    }

    /** The archive of our distribution. */
    static File distribution() {
        return new File("../karaf-assembly/target/io.platformfirmware.karaf-" + version() + ".tar.gz");
    }

    private static Option[] options(File distribution, List<Option> own) {
        if (!distribution.isFile()) {
            throw new IllegalStateException(distribution + " is missing: build the whole project first");
        }
        final List<Option> options = new ArrayList<>(List.of(
                karafDistributionConfiguration()
                        .frameworkUrl(distribution.toURI().toString())
                        .unpackDirectory(new File("target/exam"))
                        .useDeployFolder(false),
                keepRuntimeFolder(),
                logLevel(LogLevel.INFO),
                configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
                systemTimeout(DEAD_CONTAINER_MILLIS),
                editConfigurationFilePut(
                        MVN,
                        "org.ops4j.pax.url.mvn.localRepository",
                        repository().getPath()),
                systemProperty("features.file").value(System.getProperty("features.file")),
                systemProperty("readme.file").value(new File("../README.md").getAbsolutePath()),
                systemProperty("project.version").value(version()),
                systemProperty(TpmClient.JARS).value(TpmClient.jars()),
                vmOption("-Xmx512m"),
                vmOption("--add-reads=java.xml=java.logging"),
                vmOption("--add-exports=java.base/org.apache.karaf.specs.locator=java.xml,ALL-UNNAMED"),
                vmOption("--patch-module=java.base=lib/endorsed/org.apache.karaf.specs.locator-" + karaf() + ".jar"),
                vmOption("--patch-module=java.xml=lib/endorsed/org.apache.karaf.specs.java.xml-" + karaf() + ".jar")));
        for (final String open : List.of(
                "java.base/java.security",
                "java.base/java.net",
                "java.base/java.lang",
                "java.base/java.util",
                "java.naming/javax.naming.spi",
                "java.rmi/sun.rmi.transport.tcp")) {
            options.add(vmOption("--add-opens=" + open + "=ALL-UNNAMED"));
        }
        for (final String export : List.of(
                "java.base/sun.net.www.protocol.file",
                "java.base/sun.net.www.protocol.ftp",
                "java.base/sun.net.www.protocol.http",
                "java.base/sun.net.www.protocol.https",
                "java.base/sun.net.www.protocol.jar",
                "java.base/sun.net.www.content.text",
                "java.rmi/sun.rmi.registry")) {
            options.add(vmOption("--add-exports=" + export + "=ALL-UNNAMED"));
        }
        options.addAll(own);
        return options.toArray(Option[]::new);
    }

    private static String version() {
        return System.getProperty("project.version");
    }

    private static String karaf() {
        return System.getProperty("karaf.version");
    }

    private static File repository() {
        return new File(System.getProperty("local.repository"));
    }
}
