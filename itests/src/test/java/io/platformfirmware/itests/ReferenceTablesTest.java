// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What README says of settings, roles and features, against what the bundles and the features file say. */
public class ReferenceTablesTest {

    private static final Path ROOT = Path.of("..");
    private static final Path FEATURES = ROOT.resolve("features/src/main/feature/feature.xml");
    private static final String ACL = "org.apache.karaf.command.acl.";

    @Test
    public void settingsAreThoseOfTheMetatypes() throws Exception {
        final Set<String> inBundles = new TreeSet<>();
        for (final Path file : metatypes()) {
            final Document document = xml(file);
            final Element designate = elements(document, "Designate").get(0);
            final String pid = designate.hasAttribute("factoryPid")
                    ? designate.getAttribute("factoryPid") + "~NAME"
                    : designate.getAttribute("pid");
            for (final Element key : elements(document, "AD")) {
                inBundles.add(pid + " " + key.getAttribute("id") + " = " + key.getAttribute("default"));
            }
        }
        final Set<String> inReadme = readme("### Settings").stream()
                .map(row -> row.get(0) + " " + row.get(1) + " = " + row.get(2))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(String.join("\n", inBundles), String.join("\n", inReadme));
    }

    @Test
    public void rolesAreThoseOfTheFeatures() throws Exception {
        final Map<String, String> inFeatures = new TreeMap<>();
        for (final Element config : elements(xml(FEATURES), "config")) {
            final String scope = config.getAttribute("name").substring(ACL.length());
            config.getTextContent()
                    .lines()
                    .map(String::trim)
                    .filter(line -> line.matches("[a-z]+ = .*"))
                    .forEach(line -> inFeatures.put(scope + ":" + line.split(" = ")[0], line.split(" = ")[1]));
        }
        final Map<String, String> inReadme = new TreeMap<>();
        readme("### Commands").forEach(row -> inReadme.put(row.get(0), row.get(1)));
        assertEquals(inFeatures, inReadme);
    }

    @Test
    public void featuresAreThoseThatAreNotHidden() throws Exception {
        final Set<String> inFile = elements(xml(FEATURES), "feature").stream()
                .filter(feature -> feature.hasAttribute("name"))
                .filter(feature -> !"true".equals(feature.getAttribute("hidden")))
                .map(feature -> feature.getAttribute("name"))
                .collect(Collectors.toCollection(TreeSet::new));
        final Set<String> inReadme =
                readme("## Install").stream().map(row -> row.get(0)).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(inFile, inReadme);
    }

    private static List<List<String>> readme(String heading) throws IOException {
        return Readme.read(ROOT.resolve("README.md")).table(heading);
    }

    private static List<Path> metatypes() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("bundles"))) {
            return files.filter(file -> file.toString().matches(".*/target/classes/OSGI-INF/metatype/.*\\.xml"))
                    .toList();
        }
    }

    private static Document xml(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private static List<Element> elements(Document document, String name) {
        final NodeList nodes = document.getElementsByTagName(name);
        return Stream.iterate(0, i -> i + 1)
                .limit(nodes.getLength())
                .map(i -> (Element) nodes.item(i))
                .toList();
    }
}
